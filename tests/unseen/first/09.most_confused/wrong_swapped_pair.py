# wrong: The column is given as the true class and the row as the predicted one.
def most_confused(matrix, k):
    triples = []
    for i, row in enumerate(matrix.tolist()):
        for j, rate in enumerate(row):
            if i != j:
                triples.append((j, i, rate))
    triples.sort(key=lambda triple: -triple[2])
    return triples[:k]
