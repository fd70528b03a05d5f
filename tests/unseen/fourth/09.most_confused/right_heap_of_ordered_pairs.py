# right: itertools.permutations names the pairs, and a heap finds the k largest
from heapq import nlargest
from itertools import permutations


def most_confused(matrix, k):
    entries = matrix.tolist()
    pairs = permutations(range(len(entries)), 2)
    return nlargest(k, ((true, said, entries[true][said]) for true, said in pairs), key=lambda triple: triple[2])
