using Joulemark.Diagnostics;

namespace Joulemark.Cli.Rendering;

/// <summary>Prints diagnostics to standard error, each with its remedy.</summary>
internal static class DiagnosticsPrinter
{
    public static void Print(IEnumerable<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
        {
            Console.Error.WriteLine(PlainText.Lines(diagnostic.ToString()));
            if (diagnostic.Remedy is { } remedy)
                Console.Error.WriteLine($"    {PlainText.Lines(remedy)}");
        }
    }
}
