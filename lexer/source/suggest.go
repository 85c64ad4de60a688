package source

// "Did you mean": the nearest name.

// maxSuggest is the length in bytes of the longest name that Suggest compares;
// with it one comparison costs at most 64² steps.
const maxSuggest = 64

// Suggest returns the candidate that was most likely meant by name: the one of
// least edit distance, the first of several, none when all are too far (more
// than a third of the name's length). The distance is optimal string alignment,
// where swapping two neighbours is one edit; case counts for less than a letter.
func Suggest(name string, candidates []string) (string, bool) {
	if name == "" || len(name) > maxSuggest {
		return "", false
	}
	best, found := "", false
	limit := 2*max(1, len(name)/3) + 1 // in half edits; Invariant: nothing at or above it is taken
	for _, c := range candidates {
		if c == name || c == "" || abs(len(c)-len(name))*2 >= limit || len(c) > maxSuggest {
			continue
		}
		if d := distance(name, c); d < limit && d < 2*max(len(name), len(c)) {
			best, found, limit = c, true, d
		}
	}
	return best, found
}

// distance is the edit distance in half edits; a change of case is one half.
func distance(a, b string) int {
	var rows [3][maxSuggest + 1]int
	before, above, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		above[j] = 2 * j
	}
	for i := range len(a) {
		row[0] = 2 * (i + 1)
		for j := range len(b) {
			d := min(above[j]+substitution(a[i], b[j]), above[j+1]+2, row[j]+2)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				d = min(d, before[j-1]+2)
			}
			row[j+1] = d
		}
		before, above, row = above, row, before
	}
	return above[len(b)]
}

func substitution(a, b byte) int {
	switch {
	case a == b:
		return 0
	case a|0x20 == b|0x20 && 'a' <= a|0x20 && a|0x20 <= 'z':
		return 1
	}
	return 2
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
