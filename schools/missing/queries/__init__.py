"""What is asked of cases of this room: who reaches which, what the registers say, what a removal rests on."""
