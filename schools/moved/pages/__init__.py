"""What the pages say of a pupil who came from another school of the trust."""
