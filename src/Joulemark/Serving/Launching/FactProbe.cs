using System.Globalization;
using System.Text.RegularExpressions;
using Joulemark.Diagnostics;

namespace Joulemark.Serving.Launching;

/// <summary>Runs the command of <c>server.probe</c>, whose lines <c>key: value</c> or <c>key=value</c> become facts of the server.</summary>
internal static partial class FactProbe
{
    private const int MostFacts = 64;
    private const int LongestValue = 200;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60); // importing PyTorch from a cold disk takes a while

    /// <summary>Adds the facts, and says why there are none.</summary>
    /// <param name="words">The command.</param>
    /// <param name="server">The server beside which it runs; null to run it here.</param>
    /// <param name="credentials">What must not be read in a fact.</param>
    /// <param name="facts">Facts that are known already stay.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<IEnumerable<Diagnostic>> AddAsync(
        IReadOnlyList<string> words, IStartedServer? server, ServerCredentials credentials, Dictionary<string, string> facts, CancellationToken cancellationToken)
    {
        var result = server is null ? await LocalCommand.RunAsync(words, Limit, cancellationToken) : await server.RunBesideAsync(words, Limit, cancellationToken);
        if (!result.Succeeded)
            return [Unknown(result.ExitCode is { } code ? $"it ended with exit code {code}: {credentials.Redact(result.Words)}" : result.Words)];
        var found = Read(result.Output).ToList();
        foreach (var (key, value) in found)
            facts.TryAdd(key, ServerWords.Clean(SecretPatterns.Redact(value), credentials.Secret, LongestValue));
        if (found.Count == 0)
            return [Unknown("it wrote no line of the form key: value")];
        var leftOut = LeftOut(result.Output).ToList();
        return leftOut.Count == 0 ? [] :
        [
            new Diagnostic("JM3056", DiagnosticSeverity.Warning, string.Create(CultureInfo.InvariantCulture,
                $"server.probe: {leftOut.Count} of the {leftOut.Count + found.Count} lines it wrote are left out, the first is '{ServerWords.Clean(SecretPatterns.Redact(leftOut[0]), credentials.Secret, LongestValue)}'; a line is key: value, and at most {MostFacts} are read"),
                "Let the command write such lines only, e.g. cuda: 12.8"),
        ];
    }

    /// <summary>Lines that became no fact; empty ones are none.</summary>
    private static IEnumerable<string> LeftOut(string output)
    {
        var facts = 0;
        return output.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0 && !(LinePattern().IsMatch(l) && ++facts <= MostFacts));
    }

    /// <summary>The facts in an output; each key is one of the server's.</summary>
    public static IEnumerable<(string Key, string Value)> Read(string output) => output.Split('\n')
        .Select(l => LinePattern().Match(l.Trim())).Where(m => m.Success).Take(MostFacts)
        .Select(m => (Key: m.Groups["key"].Value.ToLowerInvariant(), m.Groups["value"].Value))
        .Select(f => (f.Key.StartsWith("server.", StringComparison.Ordinal) ? f.Key : "server." + f.Key, f.Value));

    private static Diagnostic Unknown(string reason) => new("JM3049", DiagnosticSeverity.Warning,
        $"server.probe tells nothing, so that its facts are unknown: {reason}", "Correct the command; it must end within a minute and write lines such as cuda: 12.8");

    [GeneratedRegex(@"^(?<key>[A-Za-z][A-Za-z0-9._-]{0,60})\s*[:=]\s*(?<value>\S.*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LinePattern();
}
