using System.Text.Json;
using Joulemark.Comparison;

namespace Joulemark.Storage;

/// <summary>Writes <c>result.json</c>, which analysis makes and makes again.</summary>
internal static class ResultFile
{
    public static byte[] ToJson(RunResult result) => JsonSerializer.SerializeToUtf8Bytes(result, RecordJson.Indented.RunResult);

    public static void Write(string runFolder, RunResult result) =>
        File.WriteAllBytes(Path.Combine(runFolder, RunFolder.Result), ToJson(result));
}
