import { element, showSheet } from './dialog-sheet.ts'
import type { FileDialog, Folder } from './protocol.ts'

/** Lets the user walk folders and choose. Answers the chosen paths, or nothing where the user thought better of it. */
export function showFileDialog(
  wanted: FileDialog,
  list: (folder: string) => Promise<Folder>,
): Promise<readonly string[]> {
  return showSheet<readonly string[]>([], (dialog, close) => {
    let shown: Folder | null = null
    const chosen = new Set<string>()
    const where = element('input')
    where.setAttribute('aria-label', wanted.title)
    const entries = element('ul')
    const name = element('input')
    name.value = wanted.fileName
    name.hidden = wanted.kind !== 'save'
    name.setAttribute('aria-label', wanted.name)
    const confirm = element('button', wanted.confirm)
    const cancel = element('button', wanted.cancel)
    const footer = element('footer')
    footer.append(cancel, confirm)
    dialog.append(element('h2', wanted.title), where, entries, name, footer)

    where.addEventListener('change', () => void go(where.value))
    cancel.addEventListener('click', () => close([]))
    confirm.addEventListener('click', () => answer())
    void go(wanted.folder)

    async function go(folder: string): Promise<void> {
      shown = await list(folder)
      chosen.clear()
      where.value = shown.path
      const rows = shown.entries.filter((entry) => entry.folder || admits(entry.name)).map(row)
      if (shown.parent !== null) rows.unshift(row({ name: '..', folder: true }))
      entries.replaceChildren(...rows)
    }

    function row(entry: Folder['entries'][number]): HTMLLIElement {
      const button = element('button', entry.folder ? `${entry.name}/` : entry.name)
      button.addEventListener('click', () => {
        if (entry.folder) void go(entry.name === '..' ? shown!.parent! : join(entry.name))
        else choose(entry.name, button)
      })
      const item = element('li')
      item.append(button)
      return item
    }

    function choose(fileName: string, button: HTMLButtonElement): void {
      if (!wanted.several) {
        chosen.clear()
        for (const other of entries.querySelectorAll('button')) other.removeAttribute('aria-pressed')
      }
      if (chosen.delete(fileName)) button.removeAttribute('aria-pressed')
      else {
        chosen.add(fileName)
        button.setAttribute('aria-pressed', 'true')
      }
      name.value = fileName
    }

    function answer(): void {
      if (wanted.kind === 'folder') close([shown!.path])
      else if (wanted.kind === 'save' && name.value !== '') close([join(name.value)])
      else if (wanted.kind === 'open' && chosen.size > 0) close([...chosen].map(join))
    }

    function join(fileName: string): string {
      return shown!.path.endsWith(shown!.separator)
        ? shown!.path + fileName
        : shown!.path + shown!.separator + fileName
    }

    function admits(fileName: string): boolean {
      if (wanted.extensions.length === 0) return true
      return wanted.extensions.some((extension) => fileName.toLowerCase().endsWith(`.${extension}`))
    }
  })
}
