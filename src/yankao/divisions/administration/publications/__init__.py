"""The reports the commission writes (各項報告): one declaration each; their text is a folder of the city."""
