"""The only place that knows everything: settings, addresses, commands, the embedded database."""
