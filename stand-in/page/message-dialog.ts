import { element, showSheet } from './dialog-sheet.ts'
import type { MessageDialog } from './protocol.ts'

/** The index of the button that was pressed. */
export function showMessage(question: MessageDialog): Promise<number> {
  return showSheet(question.cancelId, (dialog, close) => {
    const buttons = question.buttons.map((label, index) => {
      const button = element('button', label)
      button.autofocus = index === question.defaultId
      button.addEventListener('click', () => close(index))
      return button
    })
    const footer = element('footer')
    footer.append(...buttons)
    dialog.append(element('h2', question.message), element('p', question.detail), footer)
  })
}
