using System.Globalization;
using System.Text.Json;
using Joulemark.Comparison;
using Joulemark.Diagnostics;
using Joulemark.Records;

namespace Joulemark.Storage.Verification;

/// <summary>
/// Checks a run folder against its own hashes, its own result and, where one is given, a hash that was published; changes
/// nothing in it.
/// </summary>
internal sealed class RunVerifier
{
    private static readonly string[] Hashed = [.. RunFolder.Records, RunFolder.Imported];
    private static readonly string[] Made = [RunFolder.Run, RunFolder.Result, RunFolder.Report];
    private readonly string _folder;
    private readonly string _name;
    private readonly RunHeader? _header;
    private readonly List<string> _files = [];
    private readonly List<VerificationDifference> _differences = [];
    private readonly List<Diagnostic> _diagnostics = [];
    private string? _recordedBy;
    private int _compared;

    private RunVerifier(string folder) => (_folder, _name, _header) = (folder, Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), RunFolderReader.ReadHeader(folder));

    /// <summary>Verifies a run folder and those that it goes on from.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="published">A hash that was published for it, hexadecimal; null for none.</param>
    /// <exception cref="JoulemarkException">Exit code 2: it is no run folder, or a newer tool wrote it.</exception>
    public static IEnumerable<RunVerification> Verify(string folder, string? published = null)
    {
        var chain = RunChain.Of(folder);
        foreach (var earlier in chain.Folders.SkipLast(1))
            yield return new RunVerifier(earlier).Verify(new RunChain([earlier], null), null, isLast: false);
        yield return new RunVerifier(chain.Folders[^1]).Verify(chain, published, isLast: true);
    }

    private RunVerification Verify(RunChain chain, string? published, bool isLast)
    {
        var hash = RecordsHash.Of(chain);
        if (chain.Problem is { } problem)
            Differ(RunFolder.Run, "continues", null, null, "JM4096", problem, "Put the folders of all of its runs beside each other; figures are made over all of them.");
        if (_header is null && Hashed.Any(n => File.Exists(Path.Combine(_folder, n))))
        {
            Differ(RunFolder.Run, null, null, null, "JM4091", $"{_name}: {RunFolder.Run} is not there or cannot be read, so nothing says what the records were", "Take the folder from where it was measured.");
        }
        else
        {
            CheckFiles();
            CheckResult();
        }

        if (published is not null && !string.Equals(hash, published, StringComparison.OrdinalIgnoreCase))
            Differ(RunFolder.Run, null, published, hash, "JM4094", $"{_name}: the hash of the records is {hash ?? "not to be had"}, and {published} was published", "These are not the records that were published, or run.json was changed since; take the folder from who published it.");
        else if (published is null && isLast && _differences.Count == 0)
            _diagnostics.Add(new Diagnostic("JM4097", DiagnosticSeverity.Info, $"{_name} agrees with itself; nothing outside vouches for it: who can write the folder can rewrite records, {RunFolder.Run} and {RunFolder.Result} alike", "Publish the hash, and hold the folder to it: joulemark verify RUN --hash SHA256."));
        return new RunVerification
        {
            Folder = _folder, Run = _name, Status = _header?.Status, RecordsSha256 = hash, PublishedSha256 = published, Files = _files, RecordedBy = _recordedBy, ComparedValues = _compared,
            Differences = _differences, Diagnostics = _diagnostics,
        };
    }

    private void CheckFiles()
    {
        if (_header is { FileHashes: not { Count: > 0 } } header)
        {
            var why = header.Status == RunStatus.Running ? "the run was cut off, or is under way" : $"Joulemark {header.ToolVersion} made none";
            Differ(RunFolder.Run, "file_hashes", null, null, "JM4090", $"{_name}: {RunFolder.Run} has no hashes of the records: {why}", "Nothing says whether they are as the run left them. Only a run that came to an end can be verified.");
            return;
        }

        var hashes = _header?.FileHashes ?? new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in Hashed.Union(hashes.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var isRecord = Hashed.Contains(name, StringComparer.Ordinal);
            var found = isRecord ? RunFolderReader.HashOf(Path.Combine(_folder, name)) : null; // no other file is read, whatever run.json says
            var recorded = hashes.GetValueOrDefault(name);
            if (recorded is not null && string.Equals(recorded, found, StringComparison.OrdinalIgnoreCase))
                _files.Add(name);
            else if (recorded is not null || found is not null || !MayBeAbsent(name))
                DifferFile(name, recorded, found, isRecord);
        }

        var others = Directory.Exists(_folder) ? Directory.EnumerateFileSystemEntries(_folder).Select(f => Path.GetFileName(f)).Where(f => !IsKnown(f)).Order(StringComparer.Ordinal).ToList() : [];
        if (others.Count > 0)
            _diagnostics.Add(new Diagnostic("JM4095", DiagnosticSeverity.Info, $"{_name}: {string.Join(", ", others)} {(others.Count == 1 ? "is" : "are")} no part of the run's records, and no figure is made from {(others.Count == 1 ? "it" : "them")}"));
    }

    /// <summary>True for a record that not every run has: older ones have no accounts of servers, and only imported ones another tool's figures.</summary>
    private bool MayBeAbsent(string name) => name == RunFolder.Servers || (name == RunFolder.Imported && _header?.Import is null);

    private static bool IsKnown(string file) =>
        Hashed.Contains(file, StringComparer.Ordinal) || Made.Contains(file, StringComparer.Ordinal) || (file.StartsWith("server-", StringComparison.Ordinal) && file.EndsWith(".log", StringComparison.Ordinal));

    private void DifferFile(string name, string? recorded, string? found, bool isRecord)
    {
        var what = !isRecord ? $"is in {RunFolder.Run} and is no record file"
            : recorded is null ? $"has no hash in {RunFolder.Run}"
            : found is null ? "is not there or cannot be read"
            : $"is not as the run left it: its SHA-256 is {found}, and {recorded} is recorded";
        Differ(name, null, recorded, found, "JM4091", $"{_name}: {name} {what}", "Take the folder from where it was measured; figures made from it are not the run's.");
    }

    private void CheckResult()
    {
        using var recorded = ReadResult(out var problem);
        if (recorded is null && problem == NotThere && _header?.Status == RunStatus.Running)
            return; // nobody has analysed it yet
        if (Analyze() is not { } now)
            return;
        if (recorded is null)
        {
            Broken($"{_name}: {RunFolder.Result} {problem}", problem!);
            return;
        }

        if (recorded.RootElement is not { ValueKind: JsonValueKind.Object } root || !root.TryGetProperty("configurations", out _))
        {
            const string Other = "is JSON, but no result of a run";
            Broken($"{_name}: {RunFolder.Result} {Other}", Other);
            return;
        }

        if (root.TryGetProperty("tool_version", out var version) && version.ValueKind == JsonValueKind.String)
            _recordedBy = version.GetString();
        var comparison = new ResultComparison(sameVersion: _recordedBy is null || _recordedBy == now.ToolVersion);
        using (var recomputed = JsonDocument.Parse(ResultFile.ToJson(now)))
            comparison.Compare(recorded.RootElement, recomputed.RootElement);
        _compared = comparison.Compared;
        _differences.AddRange(comparison.Differences);
        Judge(now.ToolVersion, comparison);
    }

    private void Judge(string now, ResultComparison comparison)
    {
        var (by, isOther) = (_recordedBy ?? "of an unknown version", _recordedBy != now);
        if (comparison.Differences is [var first, ..] differences)
        {
            _diagnostics.Add(new Diagnostic("JM4092", DiagnosticSeverity.Error, $"{_name}: {RunFolder.Result} is not what the records give: {differences.Count} of its values {(differences.Count == 1 ? "differs" : "differ")}, {first.Path} first ({first.Shown})",
                isOther ? $"Verify with Joulemark {by}, whose rules may have been others; only if that does not agree either was the file changed." : "The file was changed, or made from other records. joulemark report RUN makes it again."));
        }

        if (isOther)
        {
            _diagnostics.Add(new Diagnostic("JM4093", DiagnosticSeverity.Info,
                $"{_name}: Joulemark {by} made {RunFolder.Result} and {now} analysed again: the figures that both have {(comparison.Differences.Count == 0 ? "agree to 1e-9" : "do not all agree")}; {comparison.LeftOut} texts and new values were left out of account",
                "The version that made it compares all of it."));
        }
    }

    private RunResult? Analyze()
    {
        try
        {
            return RunJudge.Judge(RunFolderReader.Read(_folder));
        }
        catch (Exception e) when (e is not (JoulemarkException or OutOfMemoryException))
        {
            // Records that somebody changed may say what no run ever would.
            Differ(RunFolder.Result, null, null, null, "JM4092", $"{_name}: the records cannot be analysed: {e.Message}", "Take the folder from where it was measured.");
            return null;
        }
    }

    private const string NotThere = "is not there";

    private JsonDocument? ReadResult(out string? problem)
    {
        try
        {
            problem = null;
            return JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_folder, RunFolder.Result)), new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException e)
        {
            problem = $"is not JSON{(e is { LineNumber: { } line, BytePositionInLine: { } place } ? string.Create(CultureInfo.InvariantCulture, $", from line {line + 1}, byte {place + 1} on") : "")}";
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            problem = NotThere;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = $"cannot be read: {e.Message}";
        }

        return null;
    }

    /// <summary>The result is none that could be held against another.</summary>
    private void Broken(string message, string problem)
    {
        _differences.Add(new VerificationDifference(RunFolder.Result, null, null, null) { Problem = problem });
        _diagnostics.Add(new Diagnostic("JM4092", DiagnosticSeverity.Error, message, "joulemark report RUN makes it again from the records."));
    }

    private void Differ(string file, string? path, string? was, string? now, string id, string message, string remedy)
    {
        _differences.Add(new VerificationDifference(file, path, was, now) { Problem = was is not null || now is not null ? null : message.StartsWith($"{_name}: ", StringComparison.Ordinal) ? message[(_name.Length + 2)..] : message });
        _diagnostics.Add(new Diagnostic(id, DiagnosticSeverity.Error, message, remedy));
    }
}
