"""The series of meetings of 工程查核, one file each."""
