import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { memory } from '../../src-main/engine/memory.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('what was made is remembered while it is asked for, and forgotten a while after', () => {
  const { recall } = memory(1000)
  const make = vi.fn(() => ({}))
  const first = recall('a', make)
  vi.advanceTimersByTime(900)
  expect(recall('a', make)).toBe(first)
  vi.advanceTimersByTime(900)
  expect(recall('a', make)).toBe(first)
  vi.advanceTimersByTime(1001)
  expect(recall('a', make)).not.toBe(first)
  expect(make).toHaveBeenCalledTimes(2)
})

test('another thing takes its place, and what fails leaves nothing', () => {
  const { recall, forget } = memory(1000)
  const first = recall('a', () => ({}))
  expect(() =>
    recall('b', () => {
      throw new Error('no')
    }),
  ).toThrow('no')
  const second = recall('a', () => ({}))
  expect(second).not.toBe(first)
  forget()
  expect(recall('a', () => ({}))).not.toBe(second)
})
