import { describe, expect, test } from 'vitest'
import { readLines } from '../../src-main/cli/read-lines.ts'

async function lines(text: string, size: number, limit = 100): Promise<unknown[]> {
  const bytes = Buffer.from(text)
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
  const read: unknown[] = []
  for await (const line of readLines(pieces(), limit)) read.push(line)
  return read
}

describe('lines', () => {
  test('end at line feeds alone, wherever the bytes are cut', async () => {
    const text = '\uFEFF{"a":"x\u2028y\u2029z"}\r\n\n{"b":\r"日本😀"}\nlast'
    for (let size = 1; size <= 12; size++) {
      expect(await lines(text, size)).toEqual(['{"a":"x\u2028y\u2029z"}', '', '{"b":\r"日本😀"}', 'last'])
    }
  })

  test('beyond the limit are told by their length, and the next ones read', async () => {
    expect(await lines(`${'x'.repeat(101)}\n${'y'.repeat(100)}\n`, 7)).toEqual([
      { length: 101 },
      'y'.repeat(100),
    ])
  })
})
