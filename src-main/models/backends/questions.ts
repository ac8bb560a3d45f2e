import type { Awaitable, Batch, HeldModel } from '../training/held-model.ts'

/** One question to a held model, as data that can cross to another process. */
export type Question =
  | { readonly ask: 'rank' | 'encode' | 'score' | 'addGradient'; readonly batch: Batch }
  | { readonly ask: 'likeliest'; readonly batch: Batch; readonly k: number; readonly temperature: number }
  | { readonly ask: 'takeGradient' }

/** null where a question only adds to what is taken later. */
export type Answer = Float32Array | Float64Array | null

export async function answerOf(held: HeldModel, question: Question): Promise<Answer> {
  if (question.ask === 'takeGradient') return await held.takeGradient()
  if (question.ask === 'likeliest') {
    return await held.likeliest(question.batch, question.k, question.temperature)
  }
  return (await held[question.ask](question.batch)) ?? null
}

/** A held model whose every question goes through `ask`. */
export function askedThrough(
  shape: Pick<HeldModel, 'architecture' | 'parameters' | 'most' | 'ahead' | 'load' | 'close'>,
  ask: (question: Question) => Promise<Answer>,
): HeldModel {
  const floats = async (question: Question): Promise<Float32Array> => (await ask(question)) as Float32Array
  return {
    ...shape,
    rank: (batch) => floats({ ask: 'rank', batch }),
    encode: (batch) => floats({ ask: 'encode', batch }),
    score: (batch) => floats({ ask: 'score', batch }),
    likeliest: (batch, k, temperature) => floats({ ask: 'likeliest', batch, k, temperature }),
    async addGradient(batch) {
      await ask({ ask: 'addGradient', batch })
    },
    takeGradient: (): Awaitable<Float32Array | Float64Array> => floats({ ask: 'takeGradient' }),
  }
}
