class StartError(Exception):
    """Why lossacc cannot run, in a sentence for the person who started it."""
