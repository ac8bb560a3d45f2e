import { trimmed } from './cells.ts'

/**
 * Names of columns, all different: the header's where there is one, else `column1`, `column2`, …; so too for unnamed
 * columns. A name's second use becomes `name (2)`.
 */
export function columnNames(header: readonly string[] | null, count: number): string[] {
  const names: string[] = []
  const used = new Set<string>()
  for (let index = 0; index < count; index++) {
    const written = header ? trimmed(header[index] ?? '') : ''
    const wanted = written === '' ? `column${index + 1}` : written
    let name = wanted
    for (let use = 2; used.has(name); use++) name = `${wanted} (${use})`
    used.add(name)
    names.push(name)
  }
  return names
}
