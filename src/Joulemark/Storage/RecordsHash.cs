using System.Security.Cryptography;

namespace Joulemark.Storage;

/// <summary>
/// One hash for all records of a run, so that a published sheet can name what it was made from. <c>run.json</c> holds the
/// hashes of the record files, so that its own stands for all: whoever has the folder makes it with <c>sha256sum run.json</c>.
/// </summary>
internal static class RecordsHash
{
    /// <summary>How it is made, for whoever wants to make it without Joulemark.</summary>
    public const string Definition = "SHA-256 of run.json, which holds the SHA-256 of every record file; of a resumed run: of the run.json of each of its folders, one after the other, the first run's first";

    /// <summary>The hash, hexadecimal; null where a run of the chain has no hashes of its files, or is not there.</summary>
    public static string? Of(RunChain chain)
    {
        if (chain.Problem is not null || chain.Folders.Any(f => RunFolderReader.ReadHeader(f) is not { FileHashes.Count: > 0 }))
            return null;
        try
        {
            return Convert.ToHexStringLower(SHA256.HashData([.. chain.Folders.SelectMany(f => File.ReadAllBytes(Path.Combine(f, RunFolder.Run)))]));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
