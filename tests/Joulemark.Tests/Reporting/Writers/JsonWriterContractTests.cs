using Joulemark.Reporting;

namespace Joulemark.Tests.Reporting.Writers;

public sealed class JsonWriterContractTests : ReportWriterContractTests
{
    protected override IReportWriter CreateWriter() => BuiltIns.ReportWriter(".json");
}
