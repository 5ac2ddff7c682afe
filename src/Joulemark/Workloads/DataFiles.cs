using System.Security.Cryptography;
using System.Text;
using Joulemark.Diagnostics;
using Joulemark.Planning;

namespace Joulemark.Workloads;

/// <summary>
/// Finds the data file that a spec names, on this machine or, by the user's own choice, at an address, and holds it to
/// the hash that the spec pins.
/// </summary>
internal sealed class DataFiles(bool mayFetch, DataFetcher fetcher)
{
    private readonly Dictionary<string, DataFile> _known = new(StringComparer.Ordinal);

    /// <summary>True for an address, false for a path.</summary>
    public static bool IsAddress(string path) =>
        path.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || path.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || path.StartsWith("hf://", StringComparison.OrdinalIgnoreCase);

    /// <summary>The file that a workload reads; null for one that reads none.</summary>
    /// <exception cref="JoulemarkException">It is not there, may not be fetched, or is not the file that was meant.</exception>
    public DataFile? Find(WorkloadSpec spec)
    {
        if (spec.Path is not { } path)
            return null;
        if (_known.TryGetValue(path, out var known))
            return Checked(known, spec, isCached: false);
        if (!IsAddress(path))
            return Checked(_known[path] = new DataFile(path, Path.GetFileName(path), Hash(spec, path)), spec, isCached: false);

        var address = DataAddress.Parse(path);
        var cached = fetcher.PathOf(address);
        if (!File.Exists(cached))
        {
            if (spec.Sha256 is null && !mayFetch)
            {
                throw Problem("JM1022", $"the data are at {address.Name}, and nothing is fetched without being asked for",
                    "Pin what you expect by workload.sha256, or run with --fetch once; the hash that came is then shown to be pinned.");
            }

            fetcher.Fetch(address, spec.Sha256);
        }

        return Checked(_known[path] = new DataFile(cached, address.Name, Hash(spec, cached)), spec, isCached: true);
    }

    private static DataFile Checked(DataFile file, WorkloadSpec spec, bool isCached) => spec.Sha256 is null || spec.Sha256 == file.Sha256 ? file
        : throw Problem("JM1024", $"'{file.Name}' is not the file that workload.sha256 pins: it has {file.Sha256}, pinned is {spec.Sha256}",
            isCached ? $"Delete '{file.Path}' to fetch it again, or pin the other hash." : "Get the file that was meant, or pin the other hash.");

    private static string Hash(WorkloadSpec spec, string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Data.DataLines.Unreadable(spec, e);
        }
    }

    private static JoulemarkException Problem(string id, string message, string remedy) =>
        new(ExitCode.BadUsage, new Diagnostic(id, DiagnosticSeverity.Error, message, remedy));
}
