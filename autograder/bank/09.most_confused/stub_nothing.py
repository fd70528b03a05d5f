def most_confused(matrix, k):
    return None
