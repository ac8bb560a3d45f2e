import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readEventColumns } from '../../src-main/store/event-columns.ts'
import { readInformation } from '../../src-main/store/information.ts'
import { type Migration, migrations } from '../../src-main/store/migrations/migrations.ts'
import { copyProject, createProject, openForReading, openProject } from '../../src-main/store/open.ts'
import { importEvents, shopLog } from './event-logs.ts'
import { filesHolding, testFolder } from './project-files.ts'

const notes: Migration = {
  name: '9001-notes',
  sql: `CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
        INSERT INTO note (text) SELECT 'about user 11 and ' || events FROM source;`,
}
const broken: Migration = {
  name: '9002-broken',
  sql: 'CREATE TABLE half (id); INSERT INTO nowhere VALUES (1);',
}

describe.each([{ passphrase: null }, { passphrase: 'swordfish' }])(
  'a project of an older schema (passphrase $passphrase)',
  ({ passphrase }) => {
    function olderProject() {
      const folder = testFolder()
      const path = join(folder, 'shop.antecedent')
      const project = createProject(path, passphrase)
      importEvents(project.connection, shopLog(500), 'a')
      const columns = readEventColumns(project.connection)
      project.close()
      return { folder, path, columns }
    }

    test('is copied beside itself, then brought to the newest', () => {
      const { folder, path, columns } = olderProject()
      const project = openProject(path, passphrase, [...migrations, notes])
      const copy = join(folder, `shop.schema-${migrations.length}.antecedent`)
      expect(project.copyBeforeMigration).toBe(copy)
      expect(readInformation(project.connection).schemaVersion).toBe(migrations.length + 1)
      expect(project.connection.values('SELECT text FROM note')).toEqual(['about user 11 and 500'])
      expect(readEventColumns(project.connection)).toEqual(columns)
      if (passphrase !== null) expect(filesHolding(folder, 'user 11')).toEqual([])
      project.close()
      const before = openProject(copy, passphrase)
      expect(readEventColumns(before.connection)).toEqual(columns)
      before.close()
      expect(readdirSync(folder).sort()).toEqual([
        'shop.antecedent',
        `shop.schema-${migrations.length}.antecedent`,
      ])
    })

    test('loses nothing when it is migrated and copied beside a second reader', () => {
      const { folder, path, columns } = olderProject()
      const reader = openForReading(path, { passphrase })
      reader.snapshot(() => {
        expect(readEventColumns(reader)).toEqual(columns)
        const project = openProject(path, passphrase, [...migrations, notes])
        copyProject(project, join(folder, 'copy.antecedent'))
        expect(readEventColumns(reader)).toEqual(columns)
        project.close()
      })
      expect(reader.values('SELECT text FROM note')).toHaveLength(1)
      reader.close()
      for (const name of ['shop.antecedent', 'copy.antecedent']) {
        const project = openProject(join(folder, name), passphrase, [...migrations, notes])
        expect(readEventColumns(project.connection)).toEqual(columns)
        expect(project.connection.values('SELECT text FROM note')).toHaveLength(1)
        project.close()
      }
    })

    test('is as it was where a migration fails, and no copy is ever replaced', () => {
      const { folder, path, columns } = olderProject()
      for (let attempt = 1; attempt <= 2; attempt++) {
        expect(() => openProject(path, passphrase, [...migrations, notes, broken])).toThrow(/nowhere/)
      }
      expect(readdirSync(folder)).toHaveLength(3)
      const project = openProject(path, passphrase)
      expect(project.copyBeforeMigration).toBeNull()
      expect(
        project.connection.values(`SELECT name FROM sqlite_schema WHERE name IN ('note', 'half')`),
      ).toEqual([])
      expect(readEventColumns(project.connection)).toEqual(columns)
      project.close()
    })
  },
)

test('a project of a newer schema is refused with both numbers, and stays as it is', () => {
  const path = join(testFolder(), 'shop.antecedent')
  createProject(path, null, [...migrations, notes]).close()
  expect(() => openProject(path, null)).toThrow(
    expect.objectContaining({
      code: 'PROJECT_TOO_NEW',
      parameters: { path, found: migrations.length + 1, known: migrations.length },
    }),
  )
  openProject(path, null, [...migrations, notes]).close()
})

test('migrations are numbered without a gap', () => {
  migrations.forEach(({ name }, index) => {
    expect(name.slice(0, 5)).toBe(`${String(index + 1).padStart(4, '0')}-`)
  })
})
