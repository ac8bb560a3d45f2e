const words = {
  zh: new Intl.Segmenter('zh', { granularity: 'word' }),
  other: new Intl.Segmenter('en', { granularity: 'word' }),
}
const han = /\p{Script=Han}/u
const hanRun = /\p{Script=Han}+/gu

/** Lengths of the runs of characters within a word: spellings, endings and compounds have them in common. */
const grams = { least: 3, most: 4 } as const

/**
 * What a text is counted by: its words (Chinese cut into words by Intl.Segmenter), and runs of three and four characters of each
 * word with its ends marked; of Chinese every pair of neighbours, across the cuts, which dictionaries draw in different places. Width
 * and case of letters make no difference.
 */
export function tokensOf(text: string): string[] {
  const plain = text.normalize('NFKC').toLowerCase()
  const segmenter = han.test(plain) ? words.zh : words.other
  const tokens: string[] = []
  for (const { segment, isWordLike } of segmenter.segment(plain)) {
    if (isWordLike !== true) continue
    tokens.push(`w:${segment}`)
    if (!han.test(segment)) {
      for (let size: number = grams.least; size <= grams.most; size++) pushRuns(tokens, `<${segment}>`, size)
    }
  }
  for (const [run] of plain.matchAll(hanRun)) pushRuns(tokens, run, 2)
  return tokens
}

function pushRuns(tokens: string[], text: string, size: number): void {
  const letters = [...text]
  for (let from = 0; from + size <= letters.length; from++) {
    tokens.push(`c:${letters.slice(from, from + size).join('')}`)
  }
}
