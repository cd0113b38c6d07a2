"""Files a school keeps: rows, scans and who may open them; the bytes are in the object store."""
