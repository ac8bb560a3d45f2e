import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { readEventColumns } from '../../src-main/store/event-columns.ts'
import { readInformation } from '../../src-main/store/information.ts'
import { migrations } from '../../src-main/store/migrations/migrations.ts'
import { copyProject, createProject, openForReading, openProject } from '../../src-main/store/open.ts'
import { importEvents, shopLog } from './event-logs.ts'
import { startProgram } from './other-programs.ts'
import { testFolder } from './project-files.ts'

const keys = [
  { name: 'a plain project', passphrase: null },
  { name: 'an encrypted project', passphrase: 'correct hörse' },
]

function makeProject(passphrase: string | null, rows = 3000) {
  const folder = testFolder()
  const path = join(folder, 'shop.antecedent')
  const project = createProject(path, passphrase)
  importEvents(project.connection, shopLog(rows), 'a')
  const columns = readEventColumns(project.connection)
  project.close()
  return { folder, path, columns }
}

describe.each(keys)('$name', ({ passphrase }) => {
  test('is one file when it is closed, and reads as it was when it is opened', () => {
    const { folder, path, columns } = makeProject(passphrase)
    expect(readdirSync(folder)).toEqual(['shop.antecedent'])
    const project = openProject(path, passphrase)
    expect(readEventColumns(project.connection)).toEqual(columns)
    expect(readInformation(project.connection)).toMatchObject({
      path,
      name: 'shop',
      encrypted: passphrase !== null,
      schemaVersion: migrations.length,
      places: { data: 'ready', behaviour: 'empty', report: 'empty' },
    })
    project.close()
  })

  test('is written ahead to a log that survives a power cut, with foreign keys checked', () => {
    const { path } = makeProject(passphrase)
    const { connection, close } = openProject(path, passphrase)
    const pragmas = ['journal_mode', 'synchronous', 'foreign_keys', 'application_id']
    expect(pragmas.map((name) => connection.value(`PRAGMA ${name}`))).toEqual(['wal', 2, 1, 0x416e7465])
    close()
  })

  test('is copied whole, as it is', () => {
    const { folder, path, columns } = makeProject(passphrase)
    const project = openProject(path, passphrase)
    const target = join(folder, 'copy.antecedent')
    copyProject(project, target)
    expect(() => copyProject(project, target)).toThrow(/PROJECT_EXISTS/)
    project.close()
    const copy = openProject(target, passphrase)
    expect(readEventColumns(copy.connection)).toEqual(columns)
    copy.close()
    expect(readdirSync(folder).sort()).toEqual(['copy.antecedent', 'shop.antecedent'])
  })

  test('cut in half is called damaged, and is not changed', () => {
    const { path } = makeProject(passphrase)
    for (const share of [0.5, 0.9]) {
      const half = `${path}.half`
      copyFileSync(path, half)
      truncateSync(half, Math.floor(statSync(path).size * share))
      const before = readFileSync(half)
      expect(() => openProject(half, passphrase)).toThrow(/PROJECT_DAMAGED/)
      expect(readFileSync(half).equals(before)).toBe(true)
    }
  })

  test('with a page of rubbish in it is called damaged', () => {
    const { path } = makeProject(passphrase)
    const bytes = readFileSync(path)
    bytes.fill(0xa5, 4096 * 3, 4096 * 4)
    writeFileSync(path, bytes)
    expect(() => openProject(path, passphrase)).toThrow(/PROJECT_DAMAGED/)
  })

  test('is as before the last commit where the power cut tore the log', () => {
    const { folder, path, columns } = makeProject(passphrase)
    const project = openProject(path, passphrase)
    importEvents(project.connection, shopLog(400, 2), 'b')
    const torn = join(folder, 'torn.antecedent')
    copyFileSync(path, torn)
    copyFileSync(`${path}-wal`, `${torn}-wal`)
    truncateSync(`${torn}-wal`, Math.floor(statSync(`${path}-wal`).size * 0.4))
    project.close()
    const again = openProject(torn, passphrase)
    expect(readEventColumns(again.connection)).toEqual(columns)
    expect(again.connection.value(`SELECT count(*) FROM source WHERE state = 'pending'`)).toBe(0)
    again.close()
  })

  test('is not made where there is a file, which stays', () => {
    const { path } = makeProject(passphrase)
    const before = readFileSync(path)
    expect(() => createProject(path, passphrase)).toThrow(/PROJECT_EXISTS/)
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  test('made beside the log of a project that was deleted does not read that log', () => {
    const folder = testFolder()
    const path = join(folder, 'shop.antecedent')
    writeFileSync(`${path}-wal`, 'left behind')
    writeFileSync(`${path}-shm`, 'left behind')
    const project = createProject(path, passphrase)
    expect(readEventColumns(project.connection).rows).toBe(0)
    project.close()
  })
})

describe('a reader', () => {
  test('cannot write, whatever it is asked', () => {
    const { path } = makeProject(null)
    const project = openProject(path, null)
    const reader = openForReading(path, { passphrase: null })
    expect(() => reader.rows('DELETE FROM source RETURNING id')).toThrow(/readonly/)
    reader.close()
    project.close()
  })

  test('sees one state within a snapshot, whatever is published meanwhile', () => {
    const { path } = makeProject(null)
    const project = openProject(path, null)
    const reader = openForReading(path, { passphrase: null })
    reader.snapshot(() => {
      const before = readEventColumns(reader).rows
      importEvents(project.connection, shopLog(10, 4), 'b')
      expect(readEventColumns(reader).rows).toBe(before)
    })
    expect(readEventColumns(reader).rows).toBe(3010)
    reader.close()
    project.close()
  })
})

describe('a file that is not a project', () => {
  const contents = {
    'an empty file': Buffer.alloc(0),
    'a log': Buffer.from('user,time\nanna,2020-01-01\n'.repeat(1000)),
    'a short file': Buffer.from('SQLite'),
    zeros: Buffer.alloc(8192),
  }
  for (const [name, bytes] of Object.entries(contents)) {
    test(`${name} is refused and stays as it is`, () => {
      const path = join(testFolder(), 'other.antecedent')
      writeFileSync(path, bytes)
      expect(() => openProject(path, null)).toThrow(/PROJECT_NOT_A_PROJECT/)
      expect(() => openProject(path, 'secret')).toThrow(/PROJECT_NOT_A_PROJECT/)
      expect(readFileSync(path).equals(bytes)).toBe(true)
    })
  }

  test('another SQLite database is refused and stays as it is', () => {
    const path = join(testFolder(), 'other.antecedent')
    const other = new Database(path)
    other.exec('CREATE TABLE thing (id)')
    other.close()
    const before = readFileSync(path)
    expect(() => openProject(path, null)).toThrow(/PROJECT_NOT_A_PROJECT/)
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  test('a folder or nothing at all is refused', () => {
    const folder = testFolder()
    expect(() => openProject(folder, null)).toThrow(/PROJECT_NOT_A_PROJECT/)
    expect(() => openProject(join(folder, 'none.antecedent'), null)).toThrow(/FILE_NOT_FOUND/)
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('a folder that cannot be written', () => {
  test('is named, whether it is not there or is a file', () => {
    const folder = testFolder()
    writeFileSync(join(folder, 'file'), 'x')
    for (const name of ['none/shop.antecedent', 'file/shop.antecedent']) {
      expect(() => createProject(join(folder, name), null)).toThrow(/PROJECT_FOLDER_NOT_WRITABLE/)
    }
  })

  test('is named where the permission is missing', async () => {
    const { path } = makeProject(null)
    const parent = testFolder()
    const folder = join(parent, 'read-only')
    mkdirSync(folder)
    copyFileSync(path, join(folder, 'shop.antecedent'))
    chmodSync(folder, 0o555)
    chmodSync(parent, 0o755)
    const program = startProgram('open-unprivileged', [join(folder, 'shop.antecedent')])
    expect(await program.line()).toMatch(/PROJECT_FOLDER_NOT_WRITABLE.*read-only/)
    expect(readdirSync(folder)).toEqual(['shop.antecedent'])
  })
})
