/** The media type of a file by its name: WeChat tells none. */

// prettier-ignore
const TYPE_OF: Record<string, string> = {
  jpg: 'image/jpeg', jpeg: 'image/jpeg', png: 'image/png', gif: 'image/gif', webp: 'image/webp', heic: 'image/heic', bmp: 'image/bmp',
  pdf: 'application/pdf', txt: 'text/plain', csv: 'text/csv', zip: 'application/zip',
  doc: 'application/msword', docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xls: 'application/vnd.ms-excel', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ppt: 'application/vnd.ms-powerpoint', pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  wps: 'application/vnd.ms-works', mp4: 'video/mp4', mp3: 'audio/mpeg', silk: 'audio/silk', sil: 'audio/silk', amr: 'audio/amr', m4a: 'audio/mp4',
}

export function typeOfName(name: string): string {
  const ending = /\.([a-z0-9]{1,5})$/iu.exec(name)?.[1]?.toLowerCase()
  return (ending === undefined ? undefined : TYPE_OF[ending]) ?? 'application/octet-stream'
}
