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

  test('of words stay words, of a graph may be its text', () => {
    const flags = parseFlags(['--treatments', '1,b', '--outcomes', '2', '--graph', 'dag{1->2 b->2}']).flags
    expect(paramsFromFlags('graph.adjustmentSets', flags)).toEqual({
      treatments: ['1', 'b'],
      outcomes: ['2'],
      graph: { dagitty: 'dag{1->2 b->2}' },
    })
    expect(read('graph.markovBlanket', '--node 1 --graph g.json')).toEqual({
      node: ['1'],
      graph: { path: 'g.json' },
    })
  })

  test('that are mistyped, given twice or unreadable are refused, not left aside', () => {
    const refused = (line: string) => {
      try {
        return read('effects.estimate', line)
      } catch (error) {
        return error
      }
    }
    expect(refused('--adjustfor x')).toMatchObject({
      code: 'COMMAND_FLAG_UNKNOWN',
      parameters: { nearest: expect.stringMatching(/^--adjust-for,/) },
    })
    expect(refused('--seed 1 --seed 2')).toMatchObject({ code: 'COMMAND_FLAG_TWICE' })
    for (const params of ['{bad', '[1]', 'null', '']) {
      expect(refused(`--params=${params}`)).toMatchObject({ code: 'COMMAND_PARAMS_UNREADABLE' })
    }
  })
})
