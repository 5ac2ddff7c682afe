using Joulemark.Planning;

namespace Joulemark.Checkup;

/// <summary>A server that the run starts, as its spec words it.</summary>
/// <param name="Image">The container's image; null for a process.</param>
/// <param name="Words">Command and arguments.</param>
/// <param name="Environment">Environment variables, <c>NAME=value</c> or <c>NAME</c>.</param>
/// <param name="Cpus">CPUs it may use; null for all.</param>
internal sealed record LaunchedServer(string? Image, IReadOnlyList<string> Words, IReadOnlyList<string> Environment, string? Cpus)
{
    /// <summary>The engine that its words or its image name; null for one that is not known here.</summary>
    public EngineOptions? Engine => EngineOptions.Find([.. Words, .. Image is null ? Array.Empty<string>() : [Image]]);

    /// <summary>The server of a configuration; null where none is started.</summary>
    public static LaunchedServer? Of(PlannedConfiguration configuration) =>
        configuration.Spec.Server.Launch is { } launch ? new LaunchedServer(launch.Image, [.. launch.Command ?? [], .. launch.Arguments], launch.Environment, launch.Cpus) : null;

    /// <summary>The value of the first of these options that is given: the word behind it, or behind <c>=</c>; the name itself for a switch.</summary>
    public string? Option(params IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            for (var i = 0; i < Words.Count; i++)
            {
                if (Words[i].StartsWith(name + '=', StringComparison.Ordinal))
                    return Words[i][(name.Length + 1)..];
                if (Words[i] == name)
                    return i + 1 < Words.Count && !Words[i + 1].StartsWith('-') ? Words[i + 1] : name;
            }

            if (Environment.FirstOrDefault(e => e.StartsWith(name + '=', StringComparison.Ordinal)) is { } variable)
                return variable[(name.Length + 1)..];
        }

        return null;
    }
}
