// A small PDF for tests and trials: pages of large text, written by hand so that nothing is fetched and every byte is known.

/** `trailer` is put into the trailer, to make one that is locked. */
export function makePdf(pages: readonly (readonly string[])[], trailer = ''): Buffer {
  const objects = ['', '', '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>']
  const add = (object: string): number => objects.push(object)
  const kids = pages.map((lines) => {
    const text = lines.map((line) => `(${line.replace(/[\\()]/g, '\\$&')}) Tj 0 -44 Td`).join(' ')
    const content = `BT /F1 30 Tf 60 740 Td ${text} ET`
    const stream = add(`<< /Length ${content.length} >>\nstream\n${content}\nendstream`)
    const font = '/Resources << /Font << /F1 3 0 R >> >>'
    return add(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${stream} 0 R ${font} >>`)
  })
  objects[0] = '<< /Type /Catalog /Pages 2 0 R >>'
  objects[1] = `<< /Type /Pages /Kids [${kids.map((kid) => `${kid} 0 R`).join(' ')}] /Count ${kids.length} >>`
  let file = '%PDF-1.7\n'
  const places = objects.map((object, i) => {
    const at = file.length
    file += `${i + 1} 0 obj\n${object}\nendobj\n`
    return `${String(at).padStart(10, '0')} 00000 n \n`
  })
  const end = file.length
  const size = objects.length + 1
  file += `xref\n0 ${size}\n0000000000 65535 f \n${places.join('')}`
  file += `trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\nstartxref\n${end}\n%%EOF\n`
  return Buffer.from(file, 'latin1')
}

const NONE = `<${'00'.repeat(32)}>`
export const LOCKED = `/Encrypt << /Filter /Standard /V 1 /R 2 /O ${NONE} /U ${NONE} /P -4 >> /ID [<00> <00>]`
