# wrong: the caller's matrix loses its diagonal
def most_confused(matrix, k):
    size = len(matrix)
    matrix.fill_diagonal_(-1)
    values, places = matrix.flatten().topk(min(k, size * (size - 1)))
    result = []
    for value, place in zip(values.tolist(), places.tolist()):
        result.append((place // size, place % size, value))
    return result
