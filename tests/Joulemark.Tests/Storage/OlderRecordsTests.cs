using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Joulemark.Storage;
using Xunit;

namespace Joulemark.Tests.Storage;

/// <summary>Files of an older version lack keys. The reader makes no null of them where the type promises a value.</summary>
public sealed class OlderRecordsTests
{
    [Fact]
    public void Header_WithoutNewerKeys_HasTheirDefaults() => HasNoNulls(RecordJson.Default.RunHeader,
        """{"schema_version":1,"tool_version":"0.1","id":"i","name":"n","started_at":"2026-01-01T00:00:00Z","status":"complete","sample_rate":10,"seeds":{},"plan":[],"configurations":[{"name":"c","factors":{},"spec":{},"task_hash":"0","task_requests":1,"task_distinct_items":1,"template_hash":"0"}]}""",
        h => h.Configurations[0]);

    [Fact]
    public void Machine_WithoutNewerKeys_HasTheirDefaults() => HasNoNulls(RecordJson.Default.MachineSnapshot, """{"fingerprint":{},"channels":[],"missing":[]}""");

    [Fact]
    public void Window_WithoutNewerKeys_HasTheirDefaults() => HasNoNulls(RecordJson.Default.WindowRecord, """{"stage":"window","start_ns":0,"end_ns":1}""");

    [Fact]
    public void Request_WithoutNewerKeys_HasTheirDefaults() => HasNoNulls(RecordJson.Default.RequestRecord, """{"configuration":"c","stage":"window"}""");

    private static void HasNoNulls<T>(JsonTypeInfo<T> type, string json, Func<T, object>? within = null)
        where T : class
    {
        var record = JsonSerializer.Deserialize(json, type)!;
        foreach (var part in within is null ? [record] : (object[])[record, within(record)])
        {
            var nullability = new NullabilityInfoContext();
            foreach (var property in part.GetType().GetProperties().Where(p => !p.PropertyType.IsValueType && nullability.Create(p).ReadState == NullabilityState.NotNull))
                Assert.True(property.GetValue(part) is not null, $"{part.GetType().Name}.{property.Name} is null");
        }
    }
}
