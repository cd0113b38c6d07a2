"""Questions: what the register says for a notice, how a draft stands, and who sees and works on one."""
