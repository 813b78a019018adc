"""The use cases, one verb a module, without the command's or the web's part in them."""
