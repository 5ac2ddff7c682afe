using Joulemark.Diagnostics;

namespace Joulemark.Storage.Import;

/// <summary>What stops an import: exit code 2, since the user gave the files and the options.</summary>
internal static class ImportProblem
{
    public static JoulemarkException Of(string id, string message, string remedy) =>
        new(ExitCode.BadUsage, new Diagnostic(id, DiagnosticSeverity.Error, message, remedy));
}
