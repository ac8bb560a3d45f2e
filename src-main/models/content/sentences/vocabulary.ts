/**
 * What tokenizer.json says of a BERT whose words stand one a line (WordPiece; Devlin et al. 2019, and the tokenizer published with it):
 * characters cleaned, Chinese ones apart, lower case and accents as the configuration says.
 */
export function tokenizerOfWords(
  words: readonly string[],
  config: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const named = (key: string, usual: string) => {
    const said = config[key]
    if (typeof said === 'string') return said
    const content = (said as { readonly content?: unknown } | null | undefined)?.content
    return typeof content === 'string' ? content : usual
  }
  const vocab = Object.fromEntries(words.map((word, id) => [word, id]))
  const special = {
    unknown: named('unk_token', '[UNK]'),
    start: named('cls_token', '[CLS]'),
    end: named('sep_token', '[SEP]'),
    padding: named('pad_token', '[PAD]'),
    mask: named('mask_token', '[MASK]'),
  }
  const known = Object.values(special).filter((word) => word in vocab)
  const piece = (id: string) => ({ SpecialToken: { id, type_id: 0 } })
  const text = (id: string) => ({ Sequence: { id, type_id: 0 } })
  const { start, end } = special
  return {
    added_tokens: known.map((content) => ({
      ...{ id: vocab[content], content, single_word: false, lstrip: false, rstrip: false },
      ...{ normalized: false, special: true },
    })),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: config.tokenize_chinese_chars !== false,
      strip_accents: typeof config.strip_accents === 'boolean' ? config.strip_accents : null,
      lowercase: config.do_lower_case !== false,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [piece(start), text('A'), piece(end)],
      pair: [piece(start), text('A'), piece(end), text('B'), piece(end)],
      special_tokens: Object.fromEntries(
        [start, end].map((id) => [id, { id, ids: [vocab[id]], tokens: [id] }]),
      ),
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      ...{ type: 'WordPiece', unk_token: special.unknown, continuing_subword_prefix: '##' },
      ...{ max_input_chars_per_word: 100, vocab },
    },
  }
}
