import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MethodName } from '../../src-main/contract/methods.ts'
import { createEngine, type Engine } from '../../src-main/engine/engine.ts'
import { describeError } from '../../src-main/engine/render.ts'
import { entries } from '../../src-main/entries.ts'

const folder = mkdtempSync(join(tmpdir(), 'antecedent-bad-'))
const project = join(folder, 'good.antecedent')
const mapping = { user: 'user', time: 'time', item: 'item' }
let engine: Engine

const file = (name: string, content: string | Buffer) => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
const good = `user,time,item\n${Array.from({ length: 30 }, (_, i) => `u${i % 5},2026-01-0${1 + (i % 9)} 10:00:00,i${i % 7}`).join('\n')}\n`

beforeAll(async () => {
  engine = createEngine({ ...entries, threads: 1 })
  await engine.request('project.create', { path: project })
  await engine.request('data.import', { path: file('good.csv', good), mapping })
})

afterAll(async () => {
  await engine.close()
  rmSync(folder, { recursive: true, force: true })
})

/** The code with which a request is refused, its sentence and hint being there in both languages. */
async function refusal(method: MethodName, params: unknown): Promise<string> {
  try {
    await engine.request(method, params as never)
  } catch (error) {
    for (const locale of ['en', 'zh-CN'] as const) {
      const { message, hint } = describeError(error, locale)
      expect(message.length, message).toBeGreaterThan(5)
      expect(hint.length, hint).toBeGreaterThan(5)
      expect(`${message}${hint}`).not.toMatch(/\[object|undefined|NaN|SQLITE|at .*\.ts:|[{}]/)
    }
    return describeError(error, 'en').code
  }
  return 'accepted'
}

async function unchanged(): Promise<void> {
  expect(await engine.request('data.sources', {})).toMatchObject([{ rows: 30 }])
  expect(await engine.request('data.events', { limit: 1 })).toMatchObject({ total: 30 })
}

describe('a file that cannot be imported is refused with its reason, and nothing is lost', () => {
  const gzip = gzipSync(Buffer.from(good.repeat(200)))
  test.each([
    [
      'a binary file',
      Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256)),
      mapping,
      'INGEST_FILE_BINARY',
    ],
    ['an empty file', '', mapping, 'INGEST_FILE_EMPTY'],
    ['a header alone', 'user,time,item\n', mapping, 'INGEST_NO_ROWS'],
    ['a missing time column', 'user,item\na,b\n', mapping, 'INGEST_NO_TIME_COLUMN'],
    [
      'a line of 10 MB',
      `user,time,item\na,2026-01-01,${'x'.repeat(10_000_000)}\n`,
      mapping,
      'INGEST_LINE_TOO_LONG',
    ],
    ['a truncated gzip', gzip.subarray(0, gzip.length - 20), mapping, 'INGEST_GZIP_TRUNCATED'],
    [
      'nothing but unreadable times',
      'user,time,item\na,soon,x\nb,later,y\n',
      mapping,
      'INGEST_TIME_FORMAT_UNKNOWN',
    ],
  ])('%s', async (name, content, parts, code) => {
    const path = file(`${name.replaceAll(' ', '-')}.csv`, content)
    expect(await refusal('data.import', { path, mapping: parts })).toBe(code)
    await unchanged()
  })

  test('a file that is not there, and a folder', async () => {
    expect(await refusal('data.import', { path: join(folder, 'none.csv'), mapping })).toBe('FILE_NOT_FOUND')
    mkdirSync(join(folder, 'folder.csv'))
    expect(await refusal('data.import', { path: join(folder, 'folder.csv'), mapping })).toMatch(
      /^(INGEST|FILE)_/,
    )
    await unchanged()
  })
})

describe('a project that cannot be opened is refused, and the one before stays open', () => {
  test('a file cut in half', async () => {
    const torn = join(folder, 'torn.antecedent')
    await engine.request('project.copy', { path: torn })
    const bytes = readFileSync(torn).length
    truncateSync(torn, Math.floor(bytes / 2))
    expect(await refusal('project.open', { path: torn })).toBe('PROJECT_DAMAGED')
    await unchanged()
  })

  test('a file that is no project', async () => {
    expect(await refusal('project.open', { path: file('text.antecedent', 'just text\n'.repeat(1000)) })).toBe(
      'PROJECT_NOT_A_PROJECT',
    )
    await unchanged()
  })

  test('a wrong passphrase, and none', async () => {
    const path = join(folder, 'secret.antecedent')
    await engine.request('project.create', { path, passphrase: 'correct horse' })
    await engine.request('project.open', { path: project })
    expect(await refusal('project.open', { path, passphrase: 'wrong horse' })).toBe(
      'PROJECT_WRONG_PASSPHRASE',
    )
    expect(await refusal('project.open', { path })).toMatch(/^PROJECT_(PASSPHRASE_NEEDED|NOT_A_PROJECT)$/)
    await unchanged()
  })

  test('a project where one is already', async () => {
    expect(await refusal('project.create', { path: project })).toBe('PROJECT_EXISTS')
    await unchanged()
  })

  test('a folder that cannot be written to', async () => {
    const path = '/proc/nowhere/new.antecedent'
    expect(await refusal('project.create', { path })).toBe('PROJECT_FOLDER_NOT_WRITABLE')
    await unchanged()
    expect(await refusal('report.write', { path: '/proc/nowhere/report.html' })).toBe(
      'REPORT_FOLDER_NOT_WRITABLE',
    )
  })

  test('nothing is asked of a project that is not open', async () => {
    await engine.request('project.close', {})
    for (const [method, params] of [
      ['data.sources', {}],
      ['behaviour.summary', {}],
      ['graph.current', {}],
      ['recommend.latest', {}],
    ] as const) {
      expect(await refusal(method, params)).toBe('PROJECT_NONE_OPEN')
    }
    await engine.request('project.open', { path: project })
    await unchanged()
  })
})

describe('a disk that takes no more fails the import and leaves the project as it was', () => {
  const log = `user,time,item\n${Array.from({ length: 60_000 }, (_, i) => `user-${i},2026-01-01 10:00:00,item-${i}`).join('\n')}\n`

  interface Answer {
    readonly id: number
    readonly result?: unknown
    readonly error?: { readonly code: string }
  }

  /** Final answers of a command line of its own, its files limited in blocks of 1,024 bytes. */
  const rpc = (limit: string, lines: readonly object[]): readonly Answer[] => {
    const words = ['-c', `ulimit -f ${limit}; trap '' XFSZ; exec "$0" src-main/cli.ts rpc`, process.execPath]
    const input = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
    const { stdout } = spawnSync('bash', words, { input, encoding: 'utf8' })
    const messages = stdout.trim().split('\n')
    return messages.map((line) => JSON.parse(line) as Answer).filter((message) => !('progress' in message))
  }

  /** The code of the import's failure; the project is opened again once `makeRoom` has been called. */
  const failsOn = (place: string, limit: string, makeRoom = () => {}): string | undefined => {
    const path = join(place, 'full.antecedent')
    const made = rpc('unlimited', [
      { id: 1, method: 'project.create', params: { path } },
      { id: 2, method: 'data.import', params: { path: file('few.csv', good), mapping } },
    ])
    expect(made.map(({ error }) => error)).toEqual([undefined, undefined])
    const full = rpc(limit, [
      { id: 1, method: 'project.open', params: { path } },
      { id: 2, method: 'data.import', params: { path: file('large.csv', log), mapping } },
    ])
    makeRoom()
    const after = rpc('unlimited', [
      { id: 1, method: 'project.open', params: { path } },
      { id: 2, method: 'data.events', params: { limit: 1 } },
    ])
    expect(after.find(({ id }) => id === 2)?.result).toMatchObject({ total: 30 })
    return full.find(({ id }) => id === 2)?.error?.code
  }

  test('a limit on the size of files', () => {
    expect(failsOn(folder, '600')).toBe('PROJECT_WRITE_FAILED')
  })

  const small = join(folder, 'small')
  mkdirSync(small)
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', small]).status === 0
  if (!mounted) console.log('skipped: a small disk can be mounted by root only')
  test.runIf(mounted)('a disk that is full', () => {
    try {
      const makeRoom = () => void spawnSync('mount', ['-o', 'remount,size=20m', small])
      expect(failsOn(small, 'unlimited', makeRoom)).toBe('PROJECT_DISK_FULL')
    } finally {
      spawnSync('umount', [small])
    }
  })
})
