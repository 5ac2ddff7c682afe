using System.Globalization;
using Joulemark.Planning;

namespace Joulemark.Serving.Launching;

/// <summary>What launching a process and a container have in common: port, address, words, log.</summary>
internal static class LaunchPlace
{
    /// <summary>The address that a server is reached at: the spec's, else its port on loopback.</summary>
    public static Uri Url(ServerSpec spec, int port) => spec.Url ?? new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));

    /// <summary>Words with the port and the model filled in.</summary>
    public static IReadOnlyList<string> Fill(IEnumerable<string> words, ServerSpec spec, int port) =>
    [
        .. words.Select(w => w.Replace("{port}", port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal).Replace("{model}", spec.Model ?? "", StringComparison.Ordinal)),
    ];

    /// <summary>A log of what the server writes, without what is hidden.</summary>
    public static ServerLog Log(ServerSpec spec, ServerEnvironment environment, string name)
    {
        var file = environment.LogDirectory is { } folder ? Path.Combine(folder, $"server-{Safe(environment.Configuration ?? spec.Model ?? name)}.log") : null;
        var hidden = Hidden(spec);
        return new ServerLog(file, hidden.Count == 0 ? null : new Secret(hidden));
    }

    /// <summary>Values that must not be read in anything the server writes.</summary>
    public static IReadOnlyList<string> Hidden(ServerSpec spec)
    {
        var key = spec.ApiKeyEnv is { } variable ? Environment.GetEnvironmentVariable(variable) : null;
        return [.. (spec.Launch is { } launch ? LaunchEnvironment.Hidden(launch) : []).Concat(key is { Length: > 0 } ? [key] : [])];
    }

    private static string Safe(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '=' ? c : '-'));
}
