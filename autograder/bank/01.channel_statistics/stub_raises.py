def channel_statistics(images):
    raise NotImplementedError("01.channel_statistics")
