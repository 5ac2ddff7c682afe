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
            Append(hash, item.Prompt);
            Append(hash, item.Answer ?? "");
            foreach (var text in item.FollowUps.Concat(item.OtherAnswers))
                Append(hash, text);
            if (item.OutputTokens is { } tokens)
                hash.AppendData(BitConverter.GetBytes(tokens));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>For a task whose prompts are made on demand: hashes what they are made by.</summary>
    /// <param name="recipe">Everything that the prompts depend on, apart from the numbers.</param>
    /// <param name="numbers">Lengths, keys and times, item by item.</param>
    public static string Of(IEnumerable<string> recipe, IEnumerable<long> numbers)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in recipe)
            Append(hash, text);
        foreach (var number in numbers)
            hash.AppendData(BitConverter.GetBytes(number));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, string text)
    {
        hash.AppendData(Encoding.UTF8.GetBytes(text));
        hash.AppendData([0]);
    }
}
