import { Tokenizer } from '@huggingface/tokenizers'
import { fail } from '../../../contract/errors.ts'
import type { TokenizerFiles } from '../../../ingest/sentence-model/find-sentence-model.ts'
import { tokenizerOfWords } from './vocabulary.ts'

/** A text as numbers of its pieces, special ones at its ends. */
export interface Tokens {
  readonly ids: Int32Array
  /** Whether it has more than were asked for. */
  readonly cut: boolean
}

export interface SentenceTokenizer {
  /** WordPiece, Unigram, BPE. */
  readonly kind: string
  /** Different tokens. */
  readonly size: number
  /** What stands where there is no token. */
  readonly padding: number
  /** At most `longest` tokens of a text, special ones included. Throws MODELS_SENTENCE_TOKENIZER_UNSUPPORTED. */
  encode(text: string, longest: number): Tokens
}

/** Characters of a text that are looked at for each token that is read: no tokenizer makes pieces as long on average. */
const charactersOfToken = 128

/** Texts with a piece in every vocabulary, to see what stands around them. */
const probes = ['a', '1', '的', '.']

/**
 * The tokenizer of a model's folder. Texts are cut as transformers does it: special tokens stay, the text loses its end, or its
 * beginning where the configuration says so.
 *
 * Throws MODELS_SENTENCE_TOKENIZER_UNSUPPORTED.
 */
export function openTokenizer({ definition, config }: TokenizerFiles): SentenceTokenizer {
  const full: Readonly<Record<string, unknown>> =
    'words' in definition ? tokenizerOfWords(definition.words as readonly string[], config) : definition
  const tokenizer = tokenizerOf(full, config)
  const encode = (text: string, special: boolean): readonly number[] => {
    const { ids } = tokenizer.encode(text, { add_special_tokens: special })
    if (ids.every((id) => Number.isInteger(id) && id >= 0)) return ids
    throw fail('MODELS_SENTENCE_TOKENIZER_UNSUPPORTED', { detail: 'unk_token' })
  }
  const { before, after } = specialTokens(encode)
  const fromEnd = config.truncation_side === 'left'
  return {
    kind: String((full.model as { readonly type?: unknown } | undefined)?.type ?? ''),
    size: tokenizer.get_vocab().size,
    padding: paddingOf(tokenizer, config),
    encode(text, longest) {
      const most = charactersOfToken * longest
      const whole = text.length <= most
      const own = encode(whole ? text : fromEnd ? text.slice(-most) : text.slice(0, most), false)
      const room = Math.max(0, longest - before.length - after.length)
      const kept = own.length <= room ? own : fromEnd ? own.slice(own.length - room) : own.slice(0, room)
      return { ids: Int32Array.from([...before, ...kept, ...after]), cut: !whole || own.length > room }
    },
  }
}

function tokenizerOf(
  definition: Readonly<Record<string, unknown>>,
  config: Readonly<Record<string, unknown>>,
): Tokenizer {
  const parts = {
    normalizer: null,
    pre_tokenizer: null,
    post_processor: null,
    decoder: null,
    added_tokens: [],
  }
  try {
    return new Tokenizer({ ...parts, ...definition }, config)
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    throw fail('MODELS_SENTENCE_TOKENIZER_UNSUPPORTED', { detail })
  }
}

/** What the tokenizer puts before and after a text. */
function specialTokens(encode: (text: string, special: boolean) => readonly number[]) {
  for (const probe of probes) {
    const own = encode(probe, false)
    const all = encode(probe, true)
    for (let at = 0; own.length > 0 && at + own.length <= all.length; at++) {
      if (own.every((id, k) => all[at + k] === id)) {
        return { before: all.slice(0, at), after: all.slice(at + own.length) }
      }
    }
  }
  throw fail('MODELS_SENTENCE_TOKENIZER_UNSUPPORTED', { detail: 'post_processor' })
}

function paddingOf(tokenizer: Tokenizer, config: Readonly<Record<string, unknown>>): number {
  const said = config.pad_token
  const word = typeof said === 'string' ? said : (said as { readonly content?: unknown } | undefined)?.content
  return (typeof word === 'string' ? tokenizer.token_to_id(word) : undefined) ?? 0
}
