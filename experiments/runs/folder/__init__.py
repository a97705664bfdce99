"""The folder of results: whole files, checksums, one writer, parts that are joined at the end."""
