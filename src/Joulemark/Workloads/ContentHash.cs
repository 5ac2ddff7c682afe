using System.Security.Cryptography;
using System.Text;

namespace Joulemark.Workloads;

/// <summary>Hashes what a task asks.</summary>
internal static class ContentHash
{
    public static string Of(IEnumerable<TaskItem> items)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var item in items)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(item.Prompt));
            hash.AppendData([0]);
            hash.AppendData(Encoding.UTF8.GetBytes(item.Answer ?? ""));
            hash.AppendData([0]);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
