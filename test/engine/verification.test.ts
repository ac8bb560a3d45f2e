import { describe, expect, test } from 'vitest'
import { passes } from '../../src-main/engine/verification/check.ts'
import { checks } from '../../src-main/engine/verification/checks.ts'

describe('the copy verifies itself', () => {
  test.each(checks)('$name ($source)', (check) => {
    expect(passes(check, check.compute()), `expected ${check.expected}, got ${check.compute()}`).toBe(true)
  })

  test('and would notice a wrong figure', () => {
    for (const check of checks) {
      const wrong =
        typeof check.expected === 'string'
          ? `${check.expected}?`
          : check.expected + 2 * check.tolerance + 1e-6
      expect(passes(check, wrong)).toBe(false)
    }
  })
})
