class NoDevice(Exception):
    """The framework works, but not on the device asked for."""
