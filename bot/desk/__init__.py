"""The help desk: people who help citizens, in person or by answering those who asked for a person."""
