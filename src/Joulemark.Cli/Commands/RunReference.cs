using Joulemark.Diagnostics;
using Joulemark.Records;
using Joulemark.Storage;

namespace Joulemark.Cli.Commands;

/// <summary>A configuration as a user names it: <c>RUN</c>, or <c>RUN:CONFIGURATION</c> where a run has several.</summary>
internal static class RunReference
{
    /// <summary>Finds the run and the configuration.</summary>
    /// <param name="text">What the user wrote. Names of folders and configurations may hold colons: the last colon behind a folder that exists divides them.</param>
    /// <param name="read">The runs read so far, so that two configurations of one run are of one record.</param>
    /// <exception cref="JoulemarkException">Exit code 2: there is no such run, no such configuration, or several and none is named.</exception>
    public static (RunRecord Run, ConfigurationRecord Configuration) Resolve(string text, Dictionary<string, RunRecord> read)
    {
        var (run, configuration, _) = ResolveFolder(text, read);
        return (run, configuration);
    }

    /// <summary>The same, with the run's folder.</summary>
    public static (RunRecord Run, ConfigurationRecord Configuration, string Folder) ResolveFolder(string text, Dictionary<string, RunRecord> read)
    {
        var (folder, name) = Split(text);
        var path = Path.GetFullPath(folder);
        if (!read.TryGetValue(path, out var run))
            read[path] = run = RunFolderReader.Read(folder);
        var configurations = run.Header.Configurations;
        var choices = string.Join(", ", configurations.Select(c => $"'{folder}:{c.Name}'"));
        if (name is null)
        {
            return configurations is [var only] ? (run, only, path) : throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM7020", DiagnosticSeverity.Error,
                $"'{folder}' has {configurations.Count} configurations, and none is named", configurations.Count == 0 ? "Give another run." : $"Name one: {choices}"));
        }

        return configurations.FirstOrDefault(c => c.Name == name) is { } found ? (run, found, path) : throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM7020", DiagnosticSeverity.Error,
            $"'{folder}' has no configuration '{name}'{Planning.NearestName.Suggestion(name, configurations.Select(c => c.Name))}", $"It has: {choices}"));
    }

    /// <summary>The same, where a run without a name stands for each of its configurations.</summary>
    public static IEnumerable<(RunRecord Run, ConfigurationRecord Configuration)> ResolveAll(string text, Dictionary<string, RunRecord> read)
    {
        var (folder, name) = Split(text);
        if (name is not null)
            return [Resolve(text, read)];
        var path = Path.GetFullPath(folder);
        if (!read.TryGetValue(path, out var run))
            read[path] = run = RunFolderReader.Read(folder);
        return run.Header.Configurations.Select(c => (run, c));
    }

    private static (string Folder, string? Name) Split(string text)
    {
        if (Directory.Exists(text))
            return (text, null);
        for (var colon = text.LastIndexOf(':'); colon > 0; colon = text.LastIndexOf(':', colon - 1))
        {
            if (Directory.Exists(text[..colon]))
                return (text[..colon], text[(colon + 1)..]);
        }

        return (text, null); // reading it says what is wrong
    }
}
