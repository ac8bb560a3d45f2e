import { describe, expect, test } from 'vitest'
import type { Locale } from '../../src-main/contract/messages.ts'
import { describeError } from '../../src-main/engine/render.ts'
import { validate } from '../../src-main/engine/validate.ts'

/** The sentence with which a request is refused. */
function refusal(method: string, params: unknown, locale: Locale): string {
  try {
    validate(method as never, params)
  } catch (error) {
    return describeError(error, locale).message
  }
  throw new Error('It was let through.')
}

const wrong = [
  [
    'a parameter that is missing',
    'data.import',
    { path: 'a.csv' },
    'mapping: it is missing',
    'mapping：缺失',
  ],
  [
    'a value that is none of a few',
    'models.trainPropensity',
    { task: 'next' },
    'task: it must be one of in-session, occurs, churn, not "next"',
    'task：须为以下之一：in-session, occurs, churn，而非 "next"',
  ],
  [
    'a number that is too small',
    'data.events',
    { limit: 0 },
    'limit: expected ≥ 1, found 0',
    'limit：应为 ≥ 1，实际为 0',
  ],
  [
    'a fraction of a row',
    'data.events',
    { offset: 0.5 },
    'offset: it must be a whole number, not 0.5',
    'offset：须为整数，而非 0.5',
  ],
  [
    'a list of nothing',
    'behaviour.funnel',
    { steps: [] },
    'steps: its length must be ≥ 1, not 0',
    'steps：长度须为 ≥ 1，而非 0',
  ],
  [
    'a text for a number',
    'data.rejected',
    { source: 'one' },
    'source: expected number, found "one"',
    'source：应为 number，实际为 "one"',
  ],
] as const

describe('a request that cannot be met says what is wrong in the language of the reader', () => {
  test.each(wrong)('%s', (_, method, params, english, chinese) => {
    expect(refusal(method, params, 'en')).toContain(english)
    expect(refusal(method, params, 'zh-CN')).toContain(chinese)
  })
})
