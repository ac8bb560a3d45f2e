import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readEventColumns } from '../../src-main/store/event-columns.ts'
import { readEventPage } from '../../src-main/store/event-pages.ts'
import { readInformation } from '../../src-main/store/information.ts'
import {
  changePassphrase,
  createProject,
  type OpenProject,
  openForReading,
  openProject,
} from '../../src-main/store/open.ts'
import { importEvents, shopLog } from './event-logs.ts'
import { startProgram } from './other-programs.ts'
import { filesHolding, testFolder } from './project-files.ts'

const secret = 'user 11'

function openShop(passphrase: string | null) {
  const folder = testFolder()
  const path = join(folder, 'shop.antecedent')
  const project = createProject(path, passphrase)
  importEvents(project.connection, shopLog(2000), 'a')
  return { folder, path, project, columns: readEventColumns(project.connection) }
}

describe('an encrypted project', () => {
  test('shows no plaintext in the file, its log or anything beside them', () => {
    const { folder, path, project } = openShop('swordfish')
    expect(readdirSync(folder)).toContain('shop.antecedent-wal')
    for (const text of [secret, 'CREATE TABLE', 'SQLite format', 'log a', 'swordfish']) {
      expect(filesHolding(folder, text).filter((name) => !name.endsWith('.lock'))).toEqual([])
    }
    project.close()
    expect(filesHolding(folder, secret)).toEqual([])
    expect(readFileSync(path).subarray(0, 16).toString('latin1')).not.toContain('SQLite')
  })

  test('opens under its passphrase alone, however its accents are composed', () => {
    const { path, project } = openShop('caf\u00e9')
    expect(() => openForReading(path, { passphrase: 'cafe' })).toThrow(/PROJECT_WRONG_PASSPHRASE/)
    project.close()
    expect(() => openProject(path, 'cafe')).toThrow(/PROJECT_WRONG_PASSPHRASE/)
    expect(() => openProject(path, null)).toThrow(/PROJECT_PASSPHRASE_NEEDED/)
    openProject(path, 'cafe\u0301').close()
  })

  test('that is plain refuses a passphrase rather than ignore it', () => {
    const { path, project } = openShop(null)
    project.close()
    expect(() => openProject(path, 'swordfish')).toThrow(/PROJECT_WRONG_PASSPHRASE/)
    openProject(path, null).close()
  })
})

const changes = [
  { name: 'to another', from: 'old one', to: "new 'one'" },
  { name: 'to the first', from: null, to: 'new one' },
  { name: 'to none', from: 'old one', to: null },
]

describe.each(changes)('a change of passphrase $name', ({ from, to }) => {
  test('keeps everything, and only the new one opens the project', () => {
    const { folder, path, project, columns } = openShop(from)
    changePassphrase(project, from, to)
    expect(readInformation(project.connection).encrypted).toBe(to !== null)
    expect(readEventColumns(project.connection)).toEqual(columns)
    importEvents(project.connection, shopLog(10, 5), 'b')
    if (to !== null) expect(filesHolding(folder, secret)).toEqual([])
    project.close()
    expect(readdirSync(folder)).toEqual(['shop.antecedent'])
    expect(() => openProject(path, from)).toThrow(/PROJECT_(WRONG_PASSPHRASE|PASSPHRASE_NEEDED)/)
    const again = openProject(path, to)
    expect(readEventColumns(again.connection).rows).toBe(2010)
    again.close()
  })

  test('beside an idle second reader loses nothing, and the reader goes on with what it had', () => {
    const { path, project, columns } = openShop(from)
    const reader = openForReading(path, { passphrase: from })
    expect(readEventColumns(reader)).toEqual(columns)
    changePassphrase(project, from, to)
    importEvents(project.connection, shopLog(10, 5), 'b')
    expect(readEventColumns(reader)).toEqual(columns)
    reader.close()
    importEvents(project.connection, shopLog(20, 6), 'c')
    project.close()
    expectRows(path, to, 2030)
  })

  test('beside a reader in the middle of the newest state loses nothing', () => {
    const { path, project, columns } = openShop(from)
    const reader = openForReading(path, { passphrase: from })
    reader.snapshot(() => {
      readEventPage(reader, { offset: 0, limit: 1 })
      changePassphrase(project, from, to)
      expect(readEventColumns(reader)).toEqual(columns)
    })
    reader.close()
    project.close()
    expectRows(path, to, 2000)
  })
})

test('a change of passphrase is refused, and nothing is lost, while a reader holds on to an earlier state', () => {
  const { path, project } = openShop('old one')
  const reader = openForReading(path, { passphrase: 'old one' })
  reader.snapshot(() => {
    readEventPage(reader, { offset: 0, limit: 1 })
    importEvents(project.connection, shopLog(10, 5), 'b')
    expect(() => changePassphrase(project, 'old one', 'new one')).toThrow(/PROJECT_IN_USE/)
  })
  expect(readEventColumns(project.connection).rows).toBe(2010)
  reader.close()
  project.close()
  expectRows(path, 'old one', 2010)
})

test('a change of passphrase asks for the present one', () => {
  const { project } = openShop('old one')
  expect(() => changePassphrase(project, 'guess', 'new')).toThrow(/PROJECT_WRONG_PASSPHRASE/)
  expect(() => changePassphrase(project, null, 'new')).toThrow(/PROJECT_WRONG_PASSPHRASE/)
  expect(readEventColumns(project.connection).rows).toBe(2000)
  project.close()
})

test('a change of passphrase killed at any moment leaves a project that one of the two opens whole', async () => {
  const { folder, path, project, columns } = openShop('old one')
  project.close()
  for (let round = 0; round < 4; round++) {
    const program = startProgram('change-passphrase', [path, 'old one', 'new one'])
    await program.line()
    await new Promise((resolve) => setTimeout(resolve, round * 110))
    await program.kill()
    const again = openUnderEither(path)
    expect(readEventColumns(again.connection)).toEqual(columns)
    if (again.passphrase === 'new one') changePassphrase(again, 'new one', 'old one')
    again.close()
    expect(readdirSync(folder)).toEqual(['shop.antecedent'])
  }
})

function openUnderEither(path: string): OpenProject {
  try {
    return openProject(path, 'old one')
  } catch {
    return openProject(path, 'new one')
  }
}

function expectRows(path: string, passphrase: string | null, rows: number) {
  const project = openProject(path, passphrase)
  expect(readEventColumns(project.connection).rows).toBe(rows)
  expect(project.connection.value('PRAGMA integrity_check')).toBe('ok')
  project.close()
}
