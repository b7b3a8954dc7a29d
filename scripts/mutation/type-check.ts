/** Asks the compiler whether a changed file still compiles, without writing it. */
import { join } from 'node:path'
import ts from 'typescript'

export interface TypeCheck {
  readonly program: ts.Program
  /** The first fault that `text` in place of `file` makes in it, or in those that import it; null where none. */
  faultOf(file: string, text: string, importers: readonly string[]): string | null
}

export function makeTypeCheck(root: string, files: readonly string[]): TypeCheck {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    config: unknown
  }
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root)
  const changed = new Map<string, string>()
  const versions = new Map<string, number>()
  const service = ts.createLanguageService(
    {
      getCompilationSettings: () => options,
      getScriptFileNames: () => files.map((file) => join(root, file)),
      getScriptVersion: (path) => String(versions.get(path) ?? 0),
      getScriptSnapshot: (path) => {
        const text = changed.get(path) ?? ts.sys.readFile(path)
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
      },
      getCurrentDirectory: () => root,
      getDefaultLibFileName: (o) => ts.getDefaultLibFilePath(o),
      fileExists: (path) => ts.sys.fileExists(path),
      readFile: (path) => ts.sys.readFile(path),
      readDirectory: (...given) => ts.sys.readDirectory(...given),
      directoryExists: (path) => ts.sys.directoryExists(path),
      getDirectories: (path) => ts.sys.getDirectories(path),
    },
    ts.createDocumentRegistry(),
  )
  const put = (path: string, text: string | null): void => {
    if (text === null) changed.delete(path)
    else changed.set(path, text)
    versions.set(path, (versions.get(path) ?? 0) + 1)
  }
  return {
    program: service.getProgram()!,
    faultOf(file, text, importers) {
      const path = join(root, file)
      put(path, text)
      try {
        for (const one of [path, ...importers.map((importer) => join(root, importer))]) {
          const [fault] = [...service.getSyntacticDiagnostics(one), ...service.getSemanticDiagnostics(one)]
          if (fault) return ts.flattenDiagnosticMessageText(fault.messageText, ' ').slice(0, 100)
        }
        return null
      } finally {
        put(path, null)
      }
    },
  }
}
