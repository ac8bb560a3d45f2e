import { describe, expect, test } from 'vitest'
import { paramsFromFlags, parseFlags } from '../../src-main/cli/flags.ts'

const read = (method: Parameters<typeof paramsFromFlags>[0], line: string) =>
  paramsFromFlags(method, parseFlags(line.split(' ')).flags)

describe('flags', () => {
  test('are read as their schema expects', () => {
    expect(
      read(
        'effects.estimate',
        '--adjust-for age,income --alpha 0.1 --overlap-weights --treated 1 --table t.csv',
      ),
    ).toEqual({
      adjustFor: ['age', 'income'],
      alpha: 0.1,
      overlapWeights: true,
      treated: 1,
      table: { path: 't.csv' },
    })
  })

  test('that choose among numbers give numbers, among words words', () => {
    expect(read('effects.policyTree', '--depth 1 --method aipw')).toEqual({ depth: 1, method: 'aipw' })
    expect(read('effects.policyTree', '--depth 7')).toEqual({ depth: '7' })
  })
})
