"""The commands, by who calls them: starting (newcomers), nights (schedulers), learning, keeping, describing."""
