# wrong: The rate is rounded to two digits instead of being the entry as it stands.
def most_confused(matrix, k):
    triples = []
    for true in range(matrix.shape[0]):
        for predicted in range(matrix.shape[1]):
            if true != predicted:
                triples.append((true, predicted, round(matrix[true, predicted].item(), 2)))
    return sorted(triples, key=lambda triple: triple[2], reverse=True)[:k]
