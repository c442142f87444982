"""Folders behind addresses (s3://, gs://, oss://, file:// …): brought in before a command, given back after it.

Everything behind the command line goes on seeing local folders. Nothing here is imported unless an address is given.
"""
